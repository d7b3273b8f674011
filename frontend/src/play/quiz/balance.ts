/** The campaign that answers give from, its balance and the player, as the server last told them. */
import { computed, ref } from 'vue'
import { request } from '../shared/call'
import { saveItem } from '../shared/storage'
import type { AnswerReply, Campaign, Campaigns, Me, Pot } from '../shapes'

export const campaign = ref<Campaign | null>(null)
export const player = ref<Me | null>(null)
/** `unknown` until the server was heard, and while it cannot be. */
export const campaignStatus = ref<'unknown' | 'none' | 'open'>('unknown')
export const remainingFen = ref<number | null>(null)

/** Whether the pot cannot pay another answer. */
export const isEmpty = computed(() => {
  const one = campaign.value
  return one !== null && remainingFen.value !== null && remainingFen.value < one.rate_fen
})

/** Ask how the pot stands. */
export async function fetchCampaign(): Promise<void> {
  const heard = await request<Campaigns>('/api/giving/campaigns')
  if (!heard.body) return
  const { giving_from: name, campaigns } = heard.body
  campaign.value = campaigns.find((each) => each.campaign === name) ?? null
  campaignStatus.value = campaign.value ? 'open' : 'none'
  remainingFen.value = campaign.value?.remaining_fen ?? null
}

/** Ask what is kept of the player: answers, what they released, days in a row. */
export async function fetchPlayer(): Promise<void> {
  const heard = await request<Me>('/api/players/me')
  if (heard.status === 401) saveItem('player', null) // erased elsewhere, or of another server
  player.value = heard.body ?? (heard.status === 401 ? null : player.value)
}

/** A round says how the pot stands. */
export function updateFromRound(pot: Pot | null): void {
  if (pot === null) {
    campaign.value = null
    campaignStatus.value = 'none'
    remainingFen.value = null
  } else if (pot.campaign !== campaign.value?.campaign) {
    void fetchCampaign()
  } else remainingFen.value = pot.remaining_fen
}

/** An answer says how the pot stands after it: to the fen, nothing is reckoned here. */
export function updateFromAnswer(reply: AnswerReply): void {
  if (reply.campaign !== (campaign.value?.campaign ?? null)) void fetchCampaign()
  else if (campaign.value) {
    remainingFen.value = reply.campaign_remaining_fen
    campaign.value.committed_fen = campaign.value.budget_fen - (reply.campaign_remaining_fen ?? campaign.value.remaining_fen)
    if (reply.released_fen) campaign.value.right_answers += 1
  }
}

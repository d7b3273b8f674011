/** The pot that answers give from, as the server last told it. */
import { computed, ref } from 'vue'
import { ask } from '../shared/call'
import { keep } from '../shared/storage'
import type { AnswerReply, Campaign, Campaigns, Me, Pot } from '../shapes'

export const campaign = ref<Campaign | null>(null)
export const me = ref<Me | null>(null)
/** `unknown` until the server was heard, and while it cannot be. */
export const standing = ref<'unknown' | 'none' | 'open'>('unknown')
export const remainingFen = ref<number | null>(null)

/** Whether the pot cannot pay another answer. */
export const isEmpty = computed(() => {
  const one = campaign.value
  return one !== null && remainingFen.value !== null && remainingFen.value < one.rate_fen
})

/** Ask how the pot stands. */
export async function lookAtPot(): Promise<void> {
  const heard = await ask<Campaigns>('/api/giving/campaigns')
  if (!heard.body) return
  const { giving_from: name, campaigns } = heard.body
  campaign.value = campaigns.find((each) => each.campaign === name) ?? null
  standing.value = campaign.value ? 'open' : 'none'
  remainingFen.value = campaign.value?.remaining_fen ?? null
}

/** Ask what is kept of the player: answers, what they released, days in a row. */
export async function lookAtMe(): Promise<void> {
  const heard = await ask<Me>('/api/players/me')
  if (heard.status === 401) keep('player', null) // erased elsewhere, or of another server
  me.value = heard.body ?? (heard.status === 401 ? null : me.value)
}

/** A round says how the pot stands. */
export function potOfRound(pot: Pot | null): void {
  if (pot === null) {
    campaign.value = null
    standing.value = 'none'
    remainingFen.value = null
  } else if (pot.campaign !== campaign.value?.campaign) {
    void lookAtPot()
  } else remainingFen.value = pot.remaining_fen
}

/** An answer says how the pot stands after it: to the fen, nothing is reckoned here. */
export function potOfAnswer(reply: AnswerReply): void {
  if (reply.campaign !== (campaign.value?.campaign ?? null)) void lookAtPot()
  else if (campaign.value) {
    remainingFen.value = reply.campaign_remaining_fen
    campaign.value.committed_fen = campaign.value.budget_fen - (reply.campaign_remaining_fen ?? campaign.value.remaining_fen)
    if (reply.released_fen) campaign.value.right_answers += 1
  }
}

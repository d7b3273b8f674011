/** The routes of the console: which address shows which page; a page comes when it is first asked for. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'overview', component: () => import('./pages/overview/OverviewPage.vue') },
  { path: '/inventory', name: 'inventory', component: () => import('./pages/inventory/InventoryPage.vue') },
  { path: '/inventory/lines', name: 'lines', component: () => import('./pages/inventory/LinesPage.vue') },
  { path: '/inventory/lines/:line', name: 'line', component: () => import('./pages/inventory/LinePage.vue'), props: true },
  { path: '/change', name: 'bridge', component: () => import('./pages/bridge/BridgePage.vue') },
  { path: '/power', name: 'power', component: () => import('./pages/power/PowerPage.vue') },
  { path: '/data', name: 'findings', component: () => import('./pages/tables/FindingsPage.vue') },
  { path: '/data/tables', name: 'tables', component: () => import('./pages/tables/TablesPage.vue') },
  { path: '/factors', name: 'factors', component: () => import('./pages/factors/FactorsPage.vue') },
  { path: '/factors/compare', name: 'vintages', component: () => import('./pages/factors/VintagesPage.vue') },
  { path: '/factors/:factor', name: 'factor', component: () => import('./pages/factors/FactorPage.vue'), props: true },
  { path: '/runs', name: 'runs', component: () => import('./pages/runs/RunsPage.vue') },
  { path: '/runs/compare', name: 'compare', component: () => import('./pages/runs/ComparePage.vue') },
  { path: '/questions', name: 'questions', component: () => import('./pages/editor/QuestionsPage.vue'), meta: { caseless: true } },
  { path: '/questions/items', name: 'items', component: () => import('./pages/editor/ItemsPage.vue'), meta: { caseless: true } },
  { path: '/questions/learning', name: 'learning', component: () => import('./pages/editor/LearningPage.vue'), meta: { caseless: true } },
  { path: '/questions/drafts/:draft', name: 'draft', component: () => import('./pages/editor/DraftPage.vue'), props: true, meta: { caseless: true } },
  { path: '/questions/:question', name: 'question', component: () => import('./pages/editor/QuestionPage.vue'), props: true, meta: { caseless: true } },
  { path: '/people', name: 'accounts', component: () => import('./pages/accounts/AccountsPage.vue') },
  { path: '/sign-in', name: 'signIn', component: () => import('./pages/session/SignInPage.vue'), meta: { alone: true } },
  { path: '/:rest(.*)*', name: 'notFound', component: () => import('./pages/NotFoundPage.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

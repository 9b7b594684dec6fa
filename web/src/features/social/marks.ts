/**
 * Marks of providers in one colour, by connection id, as SVG; each is a file of its own, loaded when its button is shown.
 * Source: simple-icons, which leaves out marks whose owners don't allow it.
 */
const FILES = import.meta.glob<string>(
  '/node_modules/simple-icons/icons/{airtable,apple,asana,atlassian,auth0,authelia,authentik,autodesk,basecamp,battledotnet,bitbucket,box,calendly,clickup,deviantart,digitalocean,discord,dribbble,dropbox,epicgames,facebook,figma,forgejo,frappe,gitea,gitee,github,gitlab,globus,gumroad,hubspot,huggingface,intuit,kakao,keycloak,line,linear,mailchimp,mattermost,miro,musicbrainz,naver,netlify,nextcloud,okta,openid,openstreetmap,orcid,ory,osu,owncloud,patreon,paypal,reddit,sentry,sinaweibo,soundcloud,spotify,strava,tiktok,twitch,unsplash,vimeo,webex,wordpress,x,xero,zoho,zoom}.svg',
  { query: '?raw', import: 'default' }
)
/** Ids of connections whose mark has another file name. */
const RENAMED: Record<string, string> = { battlenet: 'battledotnet', weibo: 'sinaweibo' }

/** The outline of a provider's mark, for a `viewBox` of 24 by 24; undefined if there is none. */
export async function outline(id: string): Promise<string | undefined> {
  const load = FILES[`/node_modules/simple-icons/icons/${RENAMED[id] ?? id}.svg`]
  return /<path d="([^"]+)"/.exec((await load?.().catch(() => '')) ?? '')?.[1]
}

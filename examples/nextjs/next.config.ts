import { withGatepost } from '@gatepost/next/config'

export default withGatepost()

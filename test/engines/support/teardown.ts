import { stopControlPlane } from './control-plane';

export default stopControlPlane;

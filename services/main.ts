import { runApp } from 'taxiway';
import { placements } from './index';

runApp(placements, process.env);

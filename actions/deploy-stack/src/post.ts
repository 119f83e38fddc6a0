import { freeKeptLease } from '../../../shared/action/free-kept-lease.ts';
import { readInputs } from './inputs.ts';

await freeKeptLease(() => readInputs(process.env));
process.exit();

import { createRoot } from 'react-dom/client';
import 'uplot/dist/uPlot.min.css';
import './ops.css';
import { Ops } from './Ops';

createRoot(document.getElementById('ops')!).render(<Ops />);

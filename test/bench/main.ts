import { measureScrapes } from './scrapes.ts';
import { renderTable, toFigure } from './table.ts';
const r = await measureScrapes(Number(process.argv[2]), Number(process.argv[3]));
process.stdout.write(renderTable(['series','encoding','way','since','ms','CPU ms','bytes','time / static','CPU / static','prom CPU / this'],
 r.map(x=>[String(x.series),x.encoding,x.way,x.change,toFigure(x.ms),toFigure(x.cpuMs),String(x.bytes),toFigure(x.timeByStatic),toFigure(x.cpuByStatic),toFigure(x.promClientCpuByThis)])));
process.exit();

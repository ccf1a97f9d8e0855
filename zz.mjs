import { chromium } from 'playwright'
import { AxeBuilder } from '@axe-core/playwright'
import { launch } from './scripts/chromium.mjs'
const extra = process.argv.slice(2)
const b = await chromium.launch({...launch, args:[...launch.args, ...extra]})
const T=async(n,f,k=8)=>{ const ts=[]; for(let i=0;i<k;i++){const t=performance.now(); await f(i); ts.push(performance.now()-t)} ts.sort((a,b)=>a-b); console.log(n.padEnd(34), 'median',ts[k>>1].toFixed(0),'min',ts[0].toFixed(0),'max',ts[k-1].toFixed(0)) }
const U='http://127.0.0.1:4310/'
const h='./#v=1&faults=drop:a1.1,drop:m2.1&t=4300'
await T('context+page+goto+close', async()=>{const c=await b.newContext({baseURL:U,viewport:{width:1280,height:720}});const p=await c.newPage();await p.goto(h);await p.getByRole('slider',{name:'Time',exact:true}).waitFor();await c.close()})
await T('context+page+close', async()=>{const c=await b.newContext({baseURL:U});const p=await c.newPage();await c.close()})
const c=await b.newContext({baseURL:U,viewport:{width:1280,height:720}});const p=await c.newPage()
await T('goto in same page', async()=>{await p.goto('about:blank');await p.goto(h);await p.getByRole('slider',{name:'Time',exact:true}).waitFor()})
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
let A,B
await T('axe', async()=>{A=await new AxeBuilder({page:p}).withTags(tags).analyze()})
await T('axe legacy', async()=>{B=await new AxeBuilder({page:p}).setLegacyMode(true).withTags(tags).analyze()})
console.log(A.passes.length,B.passes.length,A.violations.length,B.violations.length,A.incomplete.length,B.incomplete.length)
await T('axe.run again', async()=>{await p.evaluate(async t=>{await axe.run(document,{runOnly:t,resultTypes:['violations']})},tags)})
await b.close()

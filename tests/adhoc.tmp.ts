import { openCheckpoint, planConversion, writeCheckpoint, compareCheckpoints } from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import llama from "@tensorferry/llama"; import qwenMoe from "@tensorferry/qwen-moe"; 
const plugins=[llama,qwenMoe];
for (const f of Deno.args) {
 const dir=`tests/fixtures/${f}/hf`;
 for (const to of ["hf","transformers","torchtitan","olmo-core"]) {
 try {
 const c = await openCheckpoint(dir,{containers:[safetensors]});
 const plan = planConversion(c,{plugins,to, maxShardSize: 20000});
 const dst=`/tmp/w/${f}-${to}`; await Deno.remove(dst,{recursive:true}).catch(()=>{});
 await writeCheckpoint(plan,c,dst);
 const b = await openCheckpoint(dst,{containers:[safetensors]});
 const cmp = await compareCheckpoints(c,b,{plugins});
 const plan2=planConversion(b,{plugins,to:"hf"});
 console.log(f,to,plan.from,"detected",plan2.from,plan.shards.length,plan.groups.length,plan.carried.length,plan.lossy.length,plan.warnings.length,cmp.same,cmp.differences.slice(0,2));
 c.close();b.close();
 } catch(e){console.log(f,to,String(e).slice(0,300), (e as Error).stack?.split("\n").slice(1,4).join("\n"))}
 }
}

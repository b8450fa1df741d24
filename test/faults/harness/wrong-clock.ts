// Loaded before the shop with `--import`: in this one process the clock of the machine is wrong by `?aheadMs=`.
const aheadMs = Number(new URL(import.meta.url).searchParams.get('aheadMs'));
const RightDate = Date;

globalThis.Date = new Proxy(RightDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + aheadMs] : args, newTarget),
  apply: (target) => new target(target.now() + aheadMs).toString(),
  get: (target, key, receiver) => (key === 'now' ? () => RightDate.now() + aheadMs : Reflect.get(target, key, receiver)),
});

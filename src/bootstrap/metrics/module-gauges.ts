import type { Gauge } from '#shared-kernel/module.ts';
import type { HostedModule } from '../host-modules.ts';
import type { Complain } from '../messaging/seldom.ts';
import type { Metrics, Sample } from './registry.ts';

const EVERY_MS = 5_000;

interface OfferedGauge {
  readonly module: string;
  readonly gauge: Gauge;
}

/** Asks what modules offer as gauges every few seconds, so that who looks at the metrics is answered from memory. */
export class ModuleGauges {
  readonly #offered: readonly OfferedGauge[];
  readonly #complain: Complain;
  readonly #samples = new Map<Gauge, readonly Sample[]>();
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<unknown> | undefined;
  #stopped = false;

  constructor(hosted: readonly Pick<HostedModule, 'name' | 'runtime'>[], metrics: Metrics, complain: Complain) {
    this.#offered = hosted.flatMap(({ name, runtime }) => (runtime.gauges ?? []).map((gauge) => ({ module: name, gauge })));
    this.#complain = complain;
    for (const [name, offered] of Map.groupBy(this.#offered, ({ gauge }) => gauge.name)) {
      metrics.gauge(name, offered[0]?.gauge.help ?? '', () => offered.flatMap(({ gauge }) => this.#samples.get(gauge) ?? []));
    }
  }

  async start(): Promise<void> {
    await this.#ask();
    this.#again();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#asking;
  }

  #again(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#asking = this.#ask().finally(() => this.#again());
    }, EVERY_MS);
  }

  async #ask(): Promise<void> {
    for (const { module, gauge } of this.#offered) {
      try {
        const samples = await gauge.read();
        this.#samples.set(
          gauge,
          samples.map(({ labels, value }) => ({ labels: { module, ...labels }, value })),
        );
      } catch (error) {
        // No number is better than one that was true once.
        this.#samples.delete(gauge);
        this.#complain(`could not read ${gauge.name}`, error, { module });
      }
    }
  }
}

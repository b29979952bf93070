import { RedisPresence } from '@colyseus/redis-presence';
import type { Redis } from 'ioredis';

/**
 * Colyseus' messages between processes over Redis. It waits for Redis only while that is there, so that rooms are opened
 * and closed while it is away. What Colyseus subscribes to meanwhile is made up for by RedisPresence when Redis is back.
 */
export class PatientPresence extends RedisPresence {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    super(redis);
    this.#redis = redis;
  }

  override async subscribe(topic: string, callback: (...values: unknown[]) => void): Promise<this> {
    await this.#whileThere(super.subscribe(topic, callback));
    return this;
  }

  override async unsubscribe(topic: string, callback?: (...values: unknown[]) => void): Promise<this> {
    await this.#whileThere(super.unsubscribe(topic, callback));
    return this;
  }

  override async publish(topic: string, data: unknown): Promise<void> {
    await this.#whileThere(super.publish(topic, data));
  }

  override async hset(key: string, field: string, value: string): Promise<boolean> {
    return (await this.#whileThere(super.hset(key, field, value))) ?? false;
  }

  override async hdel(key: string, field: string): Promise<boolean> {
    return (await this.#whileThere(super.hdel(key, field))) ?? false;
  }

  /** Ends the connections, also those that are being made. */
  override shutdown(): void {
    this.sub.disconnect();
    this.pub.disconnect();
  }

  /** Colyseus waits for some of these calls, and lets others fail unseen, which would end the process. */
  async #whileThere<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
    const settled = call.catch(() => undefined);
    return this.#redis.status === 'ready' ? settled : undefined;
  }
}

/** Tells listeners of one topic; nobody else is disturbed. */
export class Emitter<T> {
  private readonly listeners = new Map<string, Set<(value: T) => void>>();

  /** Returns the way to stop listening. */
  on(topic: string, listener: (value: T) => void): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(topic) === listeners) this.listeners.delete(topic);
    };
  }

  emit(topic: string, value: T): void {
    for (const listener of this.listeners.get(topic) ?? []) listener(value);
  }
}

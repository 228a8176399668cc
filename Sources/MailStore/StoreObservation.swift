/// A value read from the store now, and again whenever the store has changed it.
///
/// Pulled, not pushed: however many transactions happen while the value is being
/// looked at, the next one asked for is the latest. Two readings are at least
/// `pace` apart, so that a bulk transfer does not make the screen its main customer.
/// A reading that fails is left out: what is on the screen stays.
package struct StoreObservation<Value: Sendable & Equatable>: AsyncSequence, Sendable {
    package typealias Element = Value
    package typealias Failure = Never

    /// One change signal a store.
    let signals: [ChangeSignal]
    let changes: StoreChanges
    let pace: Duration
    let read: @Sendable () async throws -> Value

    package func makeAsyncIterator() -> Iterator { Iterator(observation: self) }

    package struct Iterator: AsyncIteratorProtocol {
        let observation: StoreObservation
        private var known: [Int]
        private var last: Value?
        private var lastReading: ContinuousClock.Instant?

        init(observation: StoreObservation) {
            self.observation = observation
            known = observation.signals.map { _ in -1 }
        }

        /// The next value that differs from the last; nothing once the task is cancelled.
        package mutating func next() async -> Value? { await next(isolation: nil) }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> Value? {
            while !Task.isCancelled {
                if last != nil || lastReading != nil {
                    guard await waitForChange() else { return nil }
                    if let lastReading {
                        try? await Task.sleep(until: lastReading + observation.pace, clock: .continuous)
                    }
                }
                known = observation.signals.map { $0.number(of: observation.changes) }
                lastReading = .now
                if let value = try? await observation.read(), value != last {
                    last = value
                    return value
                }
            }
            return nil
        }

        private func waitForChange() async -> Bool {
            let changes = observation.changes
            let pairs = Array(zip(observation.signals, known))
            if pairs.count == 1 { return await pairs[0].0.wait(for: changes, after: pairs[0].1) != nil }
            return await withTaskGroup(of: Bool.self) { group in
                for (signal, number) in pairs {
                    group.addTask { await signal.wait(for: changes, after: number) != nil }
                }
                let woken = await group.next() ?? false
                group.cancelAll()
                return woken
            }
        }
    }
}

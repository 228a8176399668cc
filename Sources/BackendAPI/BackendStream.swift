private import Synchronization

/// Values that a backend makes, each only when it is asked for.
///
/// Back-pressure is the point: nothing is read from the server ahead of what the
/// caller has taken, but for what the backend keeps in its own window.
package struct BackendStream<Element: Sendable>: Sendable {
    /// What came together and was not taken together.
    private final class Rest: Sendable {
        let elements = Mutex<ArraySlice<Element>>([])
    }

    private let produce: @Sendable () async throws(BackendError) -> [Element]?
    private let rest = Rest()

    /// Makes a stream of what `produce` returns until it returns nothing.
    package init(_ produce: @escaping @Sendable () async throws(BackendError) -> Element?) {
        self.init(produce: { () async throws(BackendError) in try await produce().map { [$0] } })
    }

    private init(produce: @escaping @Sendable () async throws(BackendError) -> [Element]?) { self.produce = produce }

    /// Makes a stream of what `produce` returns, one value or more at a time, until it returns nothing.
    package static func batches(
        _ produce: @escaping @Sendable () async throws(BackendError) -> [Element]?
    ) -> BackendStream { BackendStream(produce: produce) }

    /// The next value, or nothing after the last.
    package func next() async throws(BackendError) -> Element? {
        if let element = rest.elements.withLock({ $0.popFirst() }) { return element }
        guard let batch = try await produce() else { return nil }
        rest.elements.withLock { $0 = batch.dropFirst() }
        return batch.first
    }

    /// The next values, as many as are there without waiting, at least one; nothing after the last.
    package func nextBatch() async throws(BackendError) -> [Element]? {
        let taken = rest.elements.withLock { elements in
            defer { elements = [] }
            return Array(elements)
        }
        return taken.isEmpty ? try await produce() : taken
    }
}

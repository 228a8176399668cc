/// Values that a backend makes one by one, each only when it is asked for.
///
/// Back-pressure is the point: nothing is read from the server ahead of what the
/// caller has taken, but for what the backend keeps in its own window.
package struct BackendStream<Element: Sendable>: Sendable {
    private let produce: @Sendable () async throws(BackendError) -> Element?

    /// Makes a stream of what `produce` returns until it returns nothing.
    package init(_ produce: @escaping @Sendable () async throws(BackendError) -> Element?) {
        self.produce = produce
    }

    /// The next value, or nothing after the last.
    package func next() async throws(BackendError) -> Element? { try await produce() }
}

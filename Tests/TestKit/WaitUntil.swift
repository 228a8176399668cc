/// Gives other tasks their turns until it is so.
///
/// - Throws: Where the test is over before that: a time limit only cancels, and without a look at it the test would
///   go on asking for ever.
package func waitUntil(_ isTrue: () async throws -> Bool) async throws {
    while try await !isTrue() {
        try Task.checkCancellation()
        await Task.yield()
    }
}

import MailStore

/// A transaction on its way into the store while other work goes on.
///
/// It is written to its end, whatever becomes of the task that began it: what came is worth keeping.
struct StoreWriting<Value: Sendable>: Sendable {
    private let task: Task<Result<Value, StoreError>, Never>

    init(_ write: @escaping @Sendable () async throws(StoreError) -> Value) {
        task = Task {
            do throws(StoreError) {
                return .success(try await write())
            } catch {
                return .failure(error)
            }
        }
    }

    func result() async throws(StoreError) -> Value { try await task.value.get() }
}

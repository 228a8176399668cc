import MailEngine
import MailUI

/// What a person waits for that may have to come from a server.
extension Reader {
    /// As often as the screen tells how far it is.
    private static let interval = Duration.milliseconds(200)

    /// Does something beside everything else, and tells how far its octets have come; a person may stop it.
    @discardableResult
    func errand(_ body: @escaping @MainActor (FetchMeter) async throws(ReadingError) -> Void) -> Task<Void, Never> {
        errandCount += 1
        let number = errandCount
        let meter = FetchMeter()
        let task = Task {
            let telling = Task { await tellProgress(of: meter) }
            await withTaskCancellationHandler {
                do throws(ReadingError) {
                    try await body(meter)
                } catch {
                    if !Task.isCancelled { post(.failed(reason: error.description)) }
                }
            } onCancel: {
                telling.cancel()
            }
            telling.cancel()
            await telling.value
            errands[number] = nil
        }
        errands[number] = task
        return task
    }

    private func tellProgress(of meter: FetchMeter) async {
        var isTold = false
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.interval)
            guard !Task.isCancelled, let progress = meter.progress else { continue }
            isTold = true
            post(.fetching(progress))
        }
        if isTold { post(.fetching(nil)) }
    }

    func stopErrands() {
        for task in errands.values { task.cancel() }
        post(.note("Stopped; nothing of it was kept."))
    }
}

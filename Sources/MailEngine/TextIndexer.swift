import InternetMessage
import MailModel
package import MailStore

/// Lets a store's full-text index follow what is stored.
package struct TextIndexer: Sendable {
    /// As much of a message as is read for the index, in octets: whatever follows is a log file or an attachment.
    private static let longestMessage = 1 << 20
    /// Octets of texts that are held until they are written.
    private static let batchInOctets = 1 << 20

    private let store: MailDatabase

    package init(store: MailDatabase) { self.store = store }

    /// Indexes all texts that wait, a batch at a time, with everything else in between.
    ///
    /// Ends early, without an error, when the task is cancelled.
    package func catchUp() async throws(StoreError) {
        let reader = MessageReader(store: store)
        while !Task.isCancelled {
            let waiting = try await store.waitingForIndex()
            guard !waiting.isEmpty else { return }
            var texts: [IndexableText] = []
            var octets = 0
            for id in waiting where octets < Self.batchInOctets {
                let message = try await reader.read(id, atMost: Self.longestMessage)
                let text = message?.plainText ?? ""
                texts.append(IndexableText(id: id, text: text, snippet: message?.snippet ?? ""))
                octets += text.utf8.count
            }
            // The last one may have been read in part.
            if Task.isCancelled { return }
            try await store.index(texts)
        }
    }
}

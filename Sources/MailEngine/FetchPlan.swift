import InternetMessage
import MailModel

/// Which octets to fetch so that a message can be read, and no more.
enum FetchPlan: Hashable {
    /// All of it: there is little beside the text.
    case whole
    /// The header and the text parts that the pager shows; attachments stay where they are.
    case parts([MessagePart])

    /// Below this size a message comes whole: its attachments cost less than asking apart would.
    private static let smallInOctets = 16 << 10

    init(structure: MessagePart?, sizeInOctets: Int) {
        guard let structure, sizeInOctets > Self.smallInOctets else {
            self = .whole
            return
        }
        let chosen = ReadableText.chosenParts(in: structure)
        let chosenInOctets = chosen.reduce(0) { $0 + max(0, $1.sizeInOctets) }
        // Nine tenths text: the header and the rest come along.
        self = chosen.isEmpty || chosenInOctets > sizeInOctets / 10 * 9 ? .whole : .parts(chosen)
    }
}

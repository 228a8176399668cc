import MailModel

/// A line of the pager's document, before it is wrapped.
enum PagerLine: Hashable, Sendable {
    /// A header field, under its neighbours or as the message spells it.
    case header(name: String, value: String, isAligned: Bool)
    /// An attachment by its number, 1 being the first.
    case attachment(Int, MessagePart)
    /// What is shown in the message's place.
    case part(MessagePart)
    case notice(String)
    /// What protects the message or a part of it.
    case seal(Seal)
    case blank
    /// Index into the message's lines.
    case text(Int)
    /// Quoted lines that are folded away.
    case fold(Range<Int>)
    /// A link's number and target.
    case link(Int, String)
}

/// First in, first out; taking from the front costs the same whatever waits behind.
struct FIFO<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }
    var first: Element? { head < elements.count ? elements[head] : nil }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        defer {
            // Let go at once: an element may be a large piece of a message.
            elements[head] = nil
            head += 1
            if head == elements.count || head >= 4096 {
                elements.removeFirst(head)
                head = 0
            }
        }
        return elements[head]
    }
}

/// Commands in the order they were sent, oldest first.
struct CommandQueue {
    private var commands: [Command] = []
    private var head = 0

    var count: Int { commands.count - head }
    var isEmpty: Bool { count == 0 }
    var first: Command? { head < commands.count ? commands[head] : nil }
    var last: Command? { isEmpty ? nil : commands.last }

    mutating func append(_ command: Command) { commands.append(command) }

    mutating func removeFirst() {
        head += 1
        // Moved down only when half is empty, so that each command is moved at most once or twice.
        if head * 2 >= commands.count {
            commands.removeFirst(head)
            head = 0
        }
    }
}

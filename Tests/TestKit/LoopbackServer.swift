import Glibc
import Synchronization

/// A server on loopback that does with each connection what it is told, in a thread of its own.
package final class LoopbackServer: Sendable {
    package let port: Int
    private let listener: LoopbackSocket
    private let connections = Mutex<[Int32: LoopbackSocket]>([:])

    /// - Parameter conversation: One connection; it is closed when this returns.
    package init(_ conversation: @escaping @Sendable (LoopbackSocket) -> Void) {
        listener = LoopbackSocket.listening()
        port = listener.port
        let listener = listener
        background { [weak self] in
            while let client = listener.accept() {
                self?.connections.withLock { $0[client.descriptor] = client }
                background { [weak self] in
                    conversation(client)
                    _ = self?.connections.withLock { $0.removeValue(forKey: client.descriptor) }
                    client.close()
                }
            }
            listener.close()
        }
    }

    deinit {
        listener.interrupt()
        connections.withLock { connections in connections.values.forEach { $0.interrupt() } }
    }
}

/// A way to a server on loopback that is not the straight one.
package protocol LoopbackLine: Sendable {
    /// Where to connect to, on 127.0.0.1.
    var port: Int { get }
}

/// Passes everything on in threads of its own, until one side ends; takes more than the target does.
package func relay(from source: LoopbackSocket, to target: LoopbackSocket) {
    let queue = BlockingQueue<[UInt8]>()
    background {
        while case let piece = source.read(atMost: 262_144), !piece.isEmpty { queue.push(piece) }
        queue.finish()
    }
    background {
        while let pieces = queue.takeAll() { pieces.forEach { target.write($0) } }
        target.closeWriting()
    }
}

/// Runs in a thread of its own what may wait, so that no task that it waits for is kept waiting.
package func inBackground<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        background { continuation.resume(with: Result(catching: work)) }
    }
}

/// Runs in a thread of its own, which may wait.
package func background(_ work: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(work))
    let error = pthread_create(
        &thread, nil,
        { box in
            guard let box else { return nil }
            Unmanaged<Box>.fromOpaque(box).takeRetainedValue().work()
            return nil
        }, box.toOpaque())
    precondition(error == 0, "no thread: \(String(cString: strerror(error)))")
    pthread_detach(thread)
}

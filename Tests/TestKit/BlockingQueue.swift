import Glibc

/// Passes values from one thread to another, which waits for them.
///
/// Holds any number.
final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
    // Both guarded by `mutex`.
    private var elements: [Element] = []
    private var isFinished = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func push(_ element: Element) {
        pthread_mutex_lock(mutex)
        elements.append(element)
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    /// Says that nothing more follows.
    func finish() {
        pthread_mutex_lock(mutex)
        isFinished = true
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    /// Everything there is, at least one; nothing at the end.
    func takeAll() -> [Element]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while elements.isEmpty, !isFinished { pthread_cond_wait(changed, mutex) }
        defer { elements = [] }
        return elements.isEmpty ? nil : elements
    }
}

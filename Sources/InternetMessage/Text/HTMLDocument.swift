import CLibXML2

/// A tree that libxml2 read from HTML; freed with the value that owns it.
///
/// libxml2 fetches nothing, prints nothing, mends what is broken and stops at 256
/// levels of nesting, the limit of its own.
final class HTMLDocument {
    private let document: htmlDocPtr

    /// The tree's first element.
    let root: xmlNodePtr

    /// No more than this is given to the parser.
    static let maximumOctets = 8 << 20

    /// Nor more tags than these; a newsletter of a megabyte has a tenth of them.
    private static let maximumTags = 200_000

    /// Reads HTML in UTF-8; nothing where libxml2 can't read all of it, or was stopped, which is asked at each tag.
    init?(_ octets: [UInt8], isStopped: @escaping () -> Bool) {
        guard Self.isReasonable(octets) else { return nil }
        Self.prepare
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue | HTML_PARSE_COMPACT.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
        guard let context = htmlNewParserCtxt() else { return nil }
        defer { htmlFreeParserCtxt(context) }
        let watch = TagWatch(isStopped)
        watch.watch(context)
        let document = octets.withUnsafeBytes { buffer in
            withExtendedLifetime(watch) {
                htmlCtxtReadMemory(
                    context, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: buffer.count),
                    nil, "UTF-8", Int32(bitPattern: options))
            }
        }
        guard let document else { return nil }
        // A document that it gave up on, at a limit of depth or because it was stopped, is cut off.
        guard context.pointee.disableSAX == 0, let root = xmlDocGetRootElement(document) else {
            xmlFreeDoc(document)
            return nil
        }
        self.document = document
        self.root = root
    }

    deinit { xmlFreeDoc(document) }

    /// libxml2's globals are made once, before threads could meet in them.
    private static let prepare: Void = xmlInitParser()

    /// Whether no tag has more than some thousand attributes, and there are not too many tags.
    ///
    /// libxml2 compares each attribute with all before it: 100,000 of them take minutes. Three octets
    /// of a tag become more than a hundred of a tree.
    private static func isReasonable(_ octets: [UInt8]) -> Bool {
        var (isInTag, words, tags) = (false, 0, 0)
        var quote: UInt8 = 0
        for octet in octets {
            if !isInTag {
                guard octet == ASCII.less else { continue }
                tags += 1
                if tags > maximumTags { return false }
                (isInTag, words, quote) = (true, 0, 0)
            } else if quote != 0 {
                if octet == quote { quote = 0 }
            } else if octet == ASCII.greater {
                isInTag = false
            } else if octet.isFolding || octet == ASCII.equals || octet == ASCII.slash {
                words += 1
                if words > 4_000 { return false }
            } else if octet == ASCII.quote || octet == ASCII.apostrophe {
                quote = octet
                words += 1
                if words > 4_000 { return false }
            }
        }
        return true
    }
}

/// Stops libxml2 at a tag.
private final class TagWatch {
    private let isStopped: () -> Bool
    /// What libxml2 does with a tag.
    private var next: startElementSAXFunc?

    init(_ isStopped: @escaping () -> Bool) { self.isStopped = isStopped }

    /// Has to live until the parser is done.
    func watch(_ context: htmlParserCtxtPtr) {
        next = context.pointee.sax.pointee.startElement
        context.pointee._private = Unmanaged.passUnretained(self).toOpaque()
        context.pointee.sax.pointee.startElement = { context, name, attributes in
            guard let parser = context?.assumingMemoryBound(to: xmlParserCtxt.self),
                let pointer = parser.pointee._private
            else { return }
            let watch = Unmanaged<TagWatch>.fromOpaque(pointer).takeUnretainedValue()
            watch.next?(context, name, attributes)
            if watch.isStopped() { xmlStopParser(parser) }
        }
    }
}

extension xmlNodePtr {
    var isElement: Bool { pointee.type == XML_ELEMENT_NODE }

    var isText: Bool { pointee.type == XML_TEXT_NODE || pointee.type == XML_CDATA_SECTION_NODE }

    /// An element's name; libxml2 has put it in lower case.
    var name: String { pointee.name.map { String(cString: $0) } ?? "" }

    /// What the element means for text.
    ///
    /// Of Office's `<o:p>` libxml2 leaves `p`; HTML has no paragraph right inside another, so
    /// that is no paragraph.
    var element: HTMLElement {
        let name = name
        if name == "p", let parent = pointee.parent, parent.name == "p" { return .inline }
        return HTMLElement(name)
    }

    /// The octets of a text, without a copy.
    var text: UnsafeBufferPointer<UInt8> {
        guard let content = pointee.content else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: content, count: Int(xmlStrlen(content)))
    }

    /// An attribute's value; nothing where there is no such attribute.
    ///
    /// Most elements have few attributes, and most values are one text, which is read where it stands.
    func attribute(_ name: StaticString) -> String? {
        var attribute = pointee.properties
        while let current = attribute {
            if xmlStrEqual(current.pointee.name, name.utf8Start) != 0 { return current.value }
            attribute = current.pointee.next
        }
        return nil
    }

    /// The element after this one in a walk over `root`'s subtree that leaves out this one's own.
    ///
    /// `leave` is told each element that the walk comes out of.
    func following(in root: xmlNodePtr, leave: (xmlNodePtr) -> Void) -> xmlNodePtr? {
        var node = self
        while node != root {
            if let next = node.pointee.next { return next }
            guard let parent = node.pointee.parent else { return nil }
            node = parent
            leave(node)
        }
        return nil
    }
}

extension xmlAttrPtr {
    fileprivate var value: String {
        guard let content = pointee.children else { return "" }
        if content.pointee.next == nil, content.isText { return String(decoding: content.text, as: UTF8.self) }
        guard let value = xmlNodeListGetString(pointee.doc, content, 1) else { return "" }
        defer { postern_xml_free(value) }
        return String(cString: value)
    }
}

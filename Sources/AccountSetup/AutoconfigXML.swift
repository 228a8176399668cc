import CLibXML2

/// An element of a small XML text that a stranger wrote.
///
/// Read with strict limits: 256 kB, UTF-8 whatever the text says of itself, no document type and so no entities of its own,
/// nothing fetched, at most 2,000 elements 16 deep.
struct XMLElement {
    let name: String
    let attributes: [String: String]
    /// Of the element itself, without the blanks around it.
    let text: String
    let children: [XMLElement]

    static let limitInOctets = 262_144

    /// Parses a whole text.
    ///
    /// - Throws: `AutoconfigError.notReadable` where it is not well-formed, or more than it should be.
    static func parse(_ octets: [UInt8]) throws(AutoconfigError) -> XMLElement {
        guard octets.count <= limitInOctets else { throw .notReadable("it is too long") }
        // With the encoding fixed, a document type can only be spelled in one way.
        guard !octets.contains(0), octets.firstRange(of: Array("<!DOCTYPE".utf8)) == nil else {
            throw .notReadable("it has a document type")
        }
        let options =
            Int32(XML_PARSE_NONET.rawValue) | Int32(XML_PARSE_NOERROR.rawValue) | Int32(XML_PARSE_NOWARNING.rawValue)
        let document = octets.withUnsafeBytes { buffer in
            xmlReadMemory(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, "UTF-8", options)
        }
        guard let document else { throw .notReadable("it is not well-formed XML") }
        defer { xmlFreeDoc(document) }
        guard document.pointee.intSubset == nil, let root = xmlDocGetRootElement(document) else {
            throw .notReadable("it has a document type, or nothing in it")
        }
        var room = 2000
        return try XMLElement(root, depth: 0, room: &room)
    }

    private init(_ node: xmlNodePtr, depth: Int, room: inout Int) throws(AutoconfigError) {
        room -= 1
        guard depth < 16, room >= 0 else { throw .notReadable("it has too many elements") }
        name = Self.string(node.pointee.name)
        var text = ""
        var children: [XMLElement] = []
        var next = node.pointee.children
        while let child = next {
            switch child.pointee.type {
            case XML_ELEMENT_NODE: children.append(try XMLElement(child, depth: depth + 1, room: &room))
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: text += Self.string(child.pointee.content)
            default: break
            }
            next = child.pointee.next
        }
        self.children = children
        self.text = Self.trimmed(text)
        attributes = Self.attributes(of: node)
    }

    private static func attributes(of node: xmlNodePtr) -> [String: String] {
        var attributes: [String: String] = [:]
        var next = node.pointee.properties
        while let attribute = next {
            let value = xmlNodeListGetString(node.pointee.doc, attribute.pointee.children, 1)
            attributes[string(attribute.pointee.name)] = trimmed(string(value))
            if let value { postern_xml_free(value) }
            next = attribute.pointee.next
        }
        return attributes
    }

    private static func string(_ octets: UnsafePointer<xmlChar>?) -> String {
        octets.map { String(cString: $0) } ?? ""
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// The text of the first child of this name.
    func text(of name: String) -> String? { children.first { $0.name == name }?.text }
}

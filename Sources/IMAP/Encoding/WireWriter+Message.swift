extension WireWriter {
    // envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP
    //            env-bcc SP env-in-reply-to SP env-message-id ")"
    package mutating func write(_ envelope: Envelope) {
        write("(")
        writeNString(envelope.date)
        write(" ")
        writeNString(envelope.subject)
        let fields = [
            envelope.from, envelope.sender, envelope.replyTo, envelope.to, envelope.cc, envelope.bcc,
        ]
        for addresses in fields {
            write(" ")
            writeAddresses(addresses)
        }
        write(" ")
        writeNString(envelope.inReplyTo)
        write(" ")
        writeNString(envelope.messageID)
        write(")")
    }

    // env-from = "(" 1*address ")" / nil
    // address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
    private mutating func writeAddresses(_ addresses: [EnvelopeAddress]) {
        guard !addresses.isEmpty else { return write("NIL") }
        write("(")
        for address in addresses {
            writeList([address.name, address.route, address.mailbox, address.host]) { $0.writeNString($1) }
        }
        write(")")
    }

    /// Writes BODYSTRUCTURE's value, or BODY's where no part has extension data.
    package mutating func write(_ body: BodyStructure) {
        var steps: [Step] = [.body(body)]
        while let step = steps.popLast() {
            switch step {
            case .body(let body): writeBeginning(of: body, steps: &steps)
            case .end(let body): writeEnd(of: body)
            }
        }
    }

    /// What is still to be written of a tree: a list of its own, so that depth costs no stack.
    private enum Step {
        case body(BodyStructure)
        /// What stands behind the parts.
        case end(BodyStructure)
    }

    private mutating func writeBeginning(of body: BodyStructure, steps: inout [Step]) {
        write("(")
        steps.append(.end(body))
        if body.isMultipart {
            steps.append(contentsOf: body.parts.reversed().map(Step.body))
        } else {
            writeString(Array(body.type.utf8))
            write(" ")
            writeString(Array(body.subtype.utf8))
            write(" ")
            writeParameters(body.parameters)
            write(" ")
            write(body.fields)
            if let envelope = body.envelope {
                write(" ")
                write(envelope)
                write(" ")
                steps.append(contentsOf: body.parts.prefix(1).map(Step.body))
            }
        }
    }

    private mutating func writeEnd(of body: BodyStructure) {
        if body.isMultipart {
            write(" ")
            writeString(Array(body.subtype.utf8))
            if let data = body.extensionData {
                write(" ")
                writeParameters(body.parameters)
                write(data)
            }
        } else {
            if body.isText || body.envelope != nil {
                write(" ")
                write(body.lines ?? 0)
            }
            if let data = body.extensionData {
                write(" ")
                writeNString(data.md5)
                write(data)
            }
        }
        write(")")
    }

    // body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets
    private mutating func write(_ fields: BodyFields) {
        writeNString(fields.contentID)
        write(" ")
        writeNString(fields.description)
        write(" ")
        writeString(Array(fields.encoding.utf8))
        write(" ")
        write(fields.sizeInOctets)
    }

    // body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
    private mutating func writeParameters(_ parameters: [BodyParameter]) {
        guard !parameters.isEmpty else { return write("NIL") }
        writeList(parameters) { writer, parameter in
            writer.writeString(Array(parameter.name.utf8))
            writer.write(" ")
            writer.writeString(parameter.value)
        }
    }

    // SP body-fld-dsp SP body-fld-lang SP body-fld-loc
    private mutating func write(_ data: BodyExtension) {
        write(" ")
        if let disposition = data.disposition {
            write("(")
            writeString(Array(disposition.kind.utf8))
            write(" ")
            writeParameters(disposition.parameters)
            write(")")
        } else {
            write("NIL")
        }
        write(" ")
        if data.languages.isEmpty { write("NIL") } else { writeList(data.languages) { $0.writeString($1) } }
        write(" ")
        writeNString(data.location)
    }

    // section = "[" [section-spec] "]"
    package mutating func write(_ section: Section) {
        write("[")
        for (index, number) in section.part.enumerated() {
            if index > 0 { write(".") }
            write(number)
        }
        if section.text != nil, !section.part.isEmpty { write(".") }
        switch section.text {
        case .header: write("HEADER")
        case .headerFields(let names):
            write("HEADER.FIELDS ")
            writeList(names) { $0.writeAString($1) }
        case .headerFieldsNot(let names):
            write("HEADER.FIELDS.NOT ")
            writeList(names) { $0.writeAString($1) }
        case .text: write("TEXT")
        case .mime: write("MIME")
        case nil: break
        }
        write("]")
    }

    // date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
    package mutating func write(_ moment: DateTime) {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(abs(number))
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let month = DateTime.monthNames[min(max(moment.month, 1), 12) - 1]
        let zone = abs(moment.minutesEastOfUTC)
        let text =
            "\"" + (moment.day < 10 ? " " : "") + "\(moment.day)-\(month)-\(digits(moment.year, 4)) "
            + "\(digits(moment.hour, 2)):\(digits(moment.minute, 2)):\(digits(moment.second, 2)) "
            + (moment.minutesEastOfUTC < 0 ? "-" : "+") + digits(zone / 60 * 100 + zone % 60, 4) + "\""
        writeText(text)
    }
}

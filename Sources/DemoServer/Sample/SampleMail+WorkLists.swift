import MailModel

extension SampleMail {
    /// A patch series with its review, and a list on which a long text goes round.
    static let workLists: [SampleMessage] = [
        SampleMessage(
            mailbox: "Lists/charts-dev", age: .days(5, hour: 20, minute: 0), flags: [.seen],
            template: #"""
                From: Lin Wei <lin@paper.example>
                To: charts-dev@lists.tidewater.example
                Subject: [PATCH 0/2] Correct soundings for the tide
                Date: {date}
                Message-ID: <series.0@paper.example>
                List-ID: charts-dev <charts-dev.lists.tidewater.example>
                List-Post: <mailto:charts-dev@lists.tidewater.example>

                Soundings are stored as read. This series subtracts the height of the
                tide at the moment of reading.

                Lin Wei (2):
                  tide: find the height between two entries
                  depth: subtract the tide

                 Sources/Depth.swift | 5 +++--
                 Sources/Tide.swift  | 6 ++++++
                 2 files changed, 9 insertions(+), 2 deletions(-)
                """#),
        SampleMessage(
            mailbox: "Lists/charts-dev", age: .days(5, hour: 20, minute: 1), flags: [.seen],
            template: #"""
                From: Lin Wei <lin@paper.example>
                To: charts-dev@lists.tidewater.example
                Subject: [PATCH 1/2] tide: find the height between two entries
                Date: {date}
                Message-ID: <series.1@paper.example>
                In-Reply-To: <series.0@paper.example>
                References: <series.0@paper.example>
                List-ID: charts-dev <charts-dev.lists.tidewater.example>

                The table has one entry an hour; a boat has none.

                Signed-off-by: Lin Wei <lin@paper.example>
                ---
                 Sources/Tide.swift | 6 ++++++
                 1 file changed, 6 insertions(+)

                diff --git a/Sources/Tide.swift b/Sources/Tide.swift
                index 1c2d3e4..5f6a7b8 100644
                --- a/Sources/Tide.swift
                +++ b/Sources/Tide.swift
                @@ -12,3 +12,9 @@ struct Tide {
                     let entries: [Entry]

                +    func height(at time: Time) -> Metres {
                +        let (before, after) = entries.around(time)
                +        let share = (time - before.time) / (after.time - before.time)
                +        return before.height + share * (after.height - before.height)
                +    }
                +
                 }
                --
                2.39.5
                """#),
        SampleMessage(
            mailbox: "Lists/charts-dev", age: .days(5, hour: 20, minute: 2),
            template: #"""
                From: Lin Wei <lin@paper.example>
                To: charts-dev@lists.tidewater.example
                Subject: [PATCH 2/2] depth: subtract the tide
                Date: {date}
                Message-ID: <series.2@paper.example>
                In-Reply-To: <series.0@paper.example>
                References: <series.0@paper.example>
                List-ID: charts-dev <charts-dev.lists.tidewater.example>

                Signed-off-by: Lin Wei <lin@paper.example>
                ---
                 Sources/Depth.swift | 5 +++--
                 1 file changed, 3 insertions(+), 2 deletions(-)

                diff --git a/Sources/Depth.swift b/Sources/Depth.swift
                index 8a9b0c1..d2e3f4a 100644
                --- a/Sources/Depth.swift
                +++ b/Sources/Depth.swift
                @@ -40,6 +40,7 @@
                -func depth(_ sounding: Sounding) -> Metres {
                -    sounding.reading
                +func depth(_ sounding: Sounding, tide: Tide) -> Metres {
                +    // Low water is the chart's zero.
                +    sounding.reading - tide.height(at: sounding.time)
                 }
                --
                2.39.5
                """#),
        SampleMessage(
            mailbox: "Lists/charts-dev", age: .days(4, hour: 9, minute: 25),
            template: #"""
                From: Mei Tanaka <mei@tidewater.example>
                To: charts-dev@lists.tidewater.example
                Cc: Lin Wei <lin@paper.example>
                Subject: Re: [PATCH 1/2] tide: find the height between two entries
                Date: {date}
                Message-ID: <review.1@tidewater.example>
                In-Reply-To: <series.1@paper.example>
                References: <series.0@paper.example> <series.1@paper.example>
                List-ID: charts-dev <charts-dev.lists.tidewater.example>

                On Thu, Lin Wei wrote:
                > +        let share = (time - before.time) / (after.time - before.time)

                What if both are the same entry, at the very end of the table?

                > +        return before.height + share * (after.height - before.height)

                A straight line between two hours is wrong by up to 8 cm at half tide.
                Good enough for the old pier, not for a bridge. Could you say so in a
                comment?

                Reviewed-by: Mei Tanaka <mei@tidewater.example>
                """#),
        SampleMessage(
            mailbox: "Lists/tides", age: .days(7, hour: 6, minute: 50),
            template: longLetter),
    ]

    /// A text of many pages, to scroll in.
    private static let longLetter: String = {
        var text = #"""
            From: Tides and Tables <tides@lists.tidewater.example>
            To: tides@lists.tidewater.example
            Subject: The tide tables for the coming month, with notes
            Date: {date}
            Message-ID: <tables.month@lists.tidewater.example>
            List-ID: tides <tides.lists.tidewater.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Dear readers,

            below are next month's heights at the old pier. As always, wind from the
            north-west adds up to forty centimetres, and nothing in here replaces
            looking out of the window.

                  Day      Low water          High water

            """#
        for day in 1...30 {
            let low = 100 + (day * 37) % 90
            let high = 480 + (day * 53) % 120
            let hour = (day * 50 / 60 + 1) % 12
            text +=
                "      \(HeaderDate.two(day))       "
                + "\(HeaderDate.two(hour)):\(HeaderDate.two(day * 50 % 60))  \(low / 100).\(HeaderDate.two(low % 100)) m      "
                + "\(HeaderDate.two(hour + 6)):\(HeaderDate.two((day * 50 + 12) % 60))  "
                + "\(high / 100).\(HeaderDate.two(high % 100)) m\n"
        }
        for note in notes.enumerated() { text += "\nNote \(note.offset + 1). \(note.element)\n" }
        return text + "\nYours,\nTides and Tables\n"
    }()

    private static let notes = [
        "The gauge at the old pier was moved by two metres in March. Its readings are\nthe same; the seagulls are not.",
        "Spring tides come a day and a half after the new and the full moon. People who\nplan walks on the mud should plan their way back first.",
        "The bridge counts its clearance from high water, the chart counts its depth from\nlow water. Whoever adds one to the other gets a wet mast.",
        "A reader asks why the tables are in winter time. Because the sea is.",
        "Very long lines are for the pager to wrap: http://tides.example/tables/old-pier/"
            + "a-path-that-is-much-longer-than-any-terminal-is-wide/and-goes-on/and-on/2026/index.html?station=3&unit=m",
    ]
}

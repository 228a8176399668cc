import TerminalUI
import TestKit
import Testing

@Test("a screen reads as glyphs, then styles, then what their letters mean")
func screenText() {
    var buffer = CellBuffer(size: Size(columns: 8, rows: 2))
    buffer.write("● 東京", in: buffer.bounds, style: Style(.accent))
    buffer.write(
        "ok", in: Rect(column: 2, row: 1, columns: 6, rows: 1), style: Style(.ok, background: .selected, isBold: true))
    #expect(
        ScreenText(buffer).description == """
            ● 東京
              ok
            ~~~
            aaaaaa
            ..bb
            ~~~
            a = accent
            b = ok, on selected, bold

            """)
}

@Test("a screen file that is not there is a mismatch")
func missingScreen() {
    let text = ScreenText(CellBuffer(size: Size(columns: 2, rows: 1)))
    #expect(text.mismatch(with: "no-such", besides: "/nonexistent/Test.swift") != nil)
}

@MainActor
@Test("the memory terminal shows, and says what it is told to say")
func memoryTerminal() async {
    let terminal = MemoryTerminal(columns: 4, rows: 1)
    var buffer = CellBuffer(size: terminal.size)
    buffer.write("hi", in: buffer.bounds)
    terminal.show(buffer, cursor: nil)
    #expect(ScreenText(terminal.screen).text == "hi")
    terminal.press(KeyEvent(.character("j")))
    terminal.send(.resized(Size(columns: 9, rows: 3)))
    terminal.close()
    var events: [TerminalEvent] = []
    for await event in terminal.events { events.append(event) }
    #expect(events == [.key(KeyEvent(.character("j"))), .resized(Size(columns: 9, rows: 3))])
    #expect(terminal.size == Size(columns: 9, rows: 3))
}

import MailModel

/// What lies over the mail and has the keys.
enum Overlay: Sendable {
    case command(CommandPrompt)
    case search(SearchPrompt)
    case find(LineEditor)
    case folder(FolderPicker)
    case folderName(FolderNamePrompt)
    case copies(CopyMenu)
    case savePicker(SavePicker)
    case save(SavePrompt)
    case links(LinkPicker)
    case parts(PartList)
    case shell(ShellPrompt)
    case question(Question)
    case password(PasswordPrompt)
    case help(HelpState)
    case info(InfoState)
    case setup(SetupState)
}

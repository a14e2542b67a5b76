namespace CustomerChat.Files;

/// <summary>A file is refused while it is read. The exception stops the reader. Only <see cref="FileKeeper"/> catches it.</summary>
internal sealed class FileRefusedException(string reason) : Exception(reason);

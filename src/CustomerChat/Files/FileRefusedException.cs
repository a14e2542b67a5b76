namespace CustomerChat.Files;

/// <summary>A file that is being read is not taken: by it whoever reads the file is stopped. Never seen outside <see cref="FileKeeper"/>.</summary>
internal sealed class FileRefusedException(string reason) : Exception(reason);

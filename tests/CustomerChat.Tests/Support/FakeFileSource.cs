using CustomerChat.Files;

namespace CustomerChat.Tests.Support;

/// <summary>The files of a channel's provider, in memory.</summary>
internal sealed class FakeFileSource : IFileSource
{
    /// <summary>What the provider answers, and how often it was asked.</summary>
    public Func<FileReference, int, FileSourceResult> Answer { get; set; } = (_, _) => new FileSourceResult.Opened(new MemoryStream(Samples.Jpeg()));

    public int Asked { get; private set; }

    public string? FileTypes { get; set; }

    public Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken) => Task.FromResult(Answer(file, ++Asked));
}

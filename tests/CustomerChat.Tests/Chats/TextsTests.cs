using CustomerChat.Chats;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Chats;

public class TextsTests
{
    [Property(MaxTest = 500)]
    public bool Split_AnyText_LosesNothingAndCutsNoPair(string? text, byte limit)
    {
        var whole = string.Concat((text ?? "").Select((c, i) => i % 3 == 0 ? "😀" : c.ToString()));
        var parts = Texts.Split(whole, Math.Max((int)limit, 2)).ToList();
        return string.Concat(parts) == whole
            && parts.All(p => p.Length <= Math.Max((int)limit, 2))
            && parts.Zip(parts.Skip(1)).All(p => !(char.IsHighSurrogate(p.First[^1]) && char.IsLowSurrogate(p.Second[0])));
    }
}

using System.Collections.Immutable;

namespace CustomerChat.App.Api;

/// <summary>The operation that a POST asks for, after its fields are checked.</summary>
public abstract record Operation
{
    private Operation()
    {
    }

    public sealed record RequestChat(string Nickname, string Subject, string? Endpoint, ImmutableSortedDictionary<string, string> UserData) : Operation;

    public sealed record SendMessage(string Text) : Operation;

    public sealed record Typing(bool Started) : Operation;

    public sealed record Complete : Operation;
}

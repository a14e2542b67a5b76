namespace CustomerChat.App.Http;

/// <summary>
/// Every verb. A trigger of the Functions host answers a verb that it does not list with 404, so all are listed and the
/// handler answers 405 itself.
/// </summary>
public static class Verbs
{
    public const string Get = "get";
    public const string Post = "post";
    public const string Put = "put";
    public const string Patch = "patch";
    public const string Delete = "delete";
    public const string Head = "head";
    public const string Options = "options";

    public static IReadOnlyList<string> All { get; } = [Get, Post, Put, Patch, Delete, Head, Options];
}

namespace CustomerChat.Tests.Support;

internal enum ProxyAct
{
    Pass,
    DropBefore,
    DropAfter,
    Busy,
}

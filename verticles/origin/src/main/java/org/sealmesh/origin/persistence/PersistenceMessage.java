package org.sealmesh.origin.persistence;

/// What the database verticle is asked, a group for each thing it stores.
///
/// Every request is one transaction: it happens whole or not at all. Requests that write are safe
/// to repeat after a time-out. While the database is away, all of them fail with `HandlerFailed` or
/// `TIMED_OUT`, and readiness is red.
public sealed interface PersistenceMessage
    permits AccountCommand,
        BlockCommand,
        BodyCommand,
        CallCommand,
        ConversationCommand,
        ErasureCommand,
        EventCommand,
        JobCommand,
        PointerCommand,
        KeyCommand,
        LobbyCommand,
        OutboxCommand,
        PersonCommand,
        PrivacyRecordCommand,
        RetentionCommand,
        SiteCommand,
        VitalsCommand {}

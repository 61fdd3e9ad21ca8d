package org.sealmesh.gateway.disclosure;

import java.time.Duration;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.privacy.Retention.Ages;

/// How the rest of the site keeps what it keeps: as its own settings say.
///
/// @param embedded whether the database is a file of this machine, and no server
/// @param encrypted whether the database has messages sealed, under keys that lie elsewhere
/// @param ages how old things get
/// @param requests how long requests are known by which clients repeat them
/// @param copies how long a copy of somebody's data is kept
/// @param records how long it is on record that somebody was erased, or what a run deleted
/// @param erased what becomes of what an erased person wrote
public record Storage(
    boolean embedded,
    boolean encrypted,
    Ages ages,
    Duration requests,
    Duration copies,
    Duration records,
    ErasedMessages erased) {}

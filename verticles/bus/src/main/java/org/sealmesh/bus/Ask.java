package org.sealmesh.bus;

/// A message that expects an answer, and says of which type.
///
/// @param <R> the reply: a record, or a sealed interface of records whose members are the expected
///   outcomes
public interface Ask<R> {}

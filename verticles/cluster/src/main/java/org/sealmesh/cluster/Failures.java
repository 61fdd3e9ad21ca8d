package org.sealmesh.cluster;

import java.util.Set;

/// The failures that members tell each other of, as Java objects.
///
/// An operation that met a partition on its way from one member to another is repeated by whoever
/// asked for it, once it reads that failure. What it cannot read it waits out, for minutes: so the
/// list has everything that Hazelcast itself may fail with, and nothing else.
final class Failures {
  /// Hazelcast's own; each package by itself, without what lies below it.
  static final Set<String> PACKAGES =
      Set.of(
          "com.hazelcast.cluster",
          "com.hazelcast.core",
          "com.hazelcast.internal.partition",
          "com.hazelcast.map",
          "com.hazelcast.nio.serialization",
          "com.hazelcast.partition",
          "com.hazelcast.spi.exception",
          "com.hazelcast.splitbrainprotection");

  /// Those of Java, and what a failure is made of.
  static final Set<String> CLASSES =
      Set.of(
          "java.io.EOFException",
          "java.io.IOException",
          "java.lang.ArrayIndexOutOfBoundsException",
          "java.lang.ClassCastException",
          "java.lang.ClassNotFoundException",
          "java.lang.Error",
          "java.lang.Exception",
          "java.lang.IllegalArgumentException",
          "java.lang.IllegalStateException",
          "java.lang.IndexOutOfBoundsException",
          "java.lang.InterruptedException",
          "java.lang.NullPointerException",
          "java.lang.ReflectiveOperationException",
          "java.lang.RuntimeException",
          "java.lang.SecurityException",
          "java.lang.StackTraceElement",
          "java.lang.Throwable",
          "java.lang.UnsupportedOperationException",
          // The lists of suppressed failures, none of which have any.
          "java.util.CollSer",
          "java.util.Collections$EmptyList",
          "java.util.concurrent.CancellationException",
          "java.util.concurrent.CompletionException",
          "java.util.concurrent.ExecutionException",
          "java.util.concurrent.RejectedExecutionException",
          "java.util.concurrent.TimeoutException");

  /// The filter sees arrays under names of their own; a loader is asked for what is in them.
  static final String TRACE = "[Ljava.lang.StackTraceElement;";

  private Failures() {}
}

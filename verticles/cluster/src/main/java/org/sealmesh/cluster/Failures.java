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

  /// Hazelcast's own from packages that have other things too; those of Java, and what a failure is
  /// made of.
  static final Set<String> CLASSES =
      Set.of(
          "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
          "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
          "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
          "com.hazelcast.internal.cluster.impl.VersionMismatchException",
          "java.io.EOFException",
          "java.io.IOException",
          "java.io.UncheckedIOException",
          "java.lang.ArrayIndexOutOfBoundsException",
          "java.lang.AssertionError",
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
          "java.net.ConnectException",
          "java.net.SocketException",
          "java.net.SocketTimeoutException",
          // The lists of suppressed failures, none of which have any.
          "java.util.CollSer",
          "java.util.Collections$EmptyList",
          "java.util.ConcurrentModificationException",
          "java.util.NoSuchElementException",
          "java.util.concurrent.CancellationException",
          "java.util.concurrent.CompletionException",
          "java.util.concurrent.ExecutionException",
          "java.util.concurrent.RejectedExecutionException",
          "java.util.concurrent.TimeoutException");

  /// The filter sees arrays under names of their own; a loader is asked for what is in them.
  static final String TRACE = "[Ljava.lang.StackTraceElement;";

  private Failures() {}
}

package org.sealmesh.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.ClusterSerializable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Code that a hostile member wants another to run. All it does is to leave a trace.
public final class Payloads {
  /// The members on which one of them ran.
  static final Set<UUID> RAN_ON = ConcurrentHashMap.newKeySet();

  /// How often a [Value], [NamedValue] or [Reading] was read from bytes, wherever.
  static final AtomicInteger READ = new AtomicInteger();

  /// Travels as a Java object.
  static final class Task implements Callable<Boolean>, HazelcastInstanceAware, Serializable {
    private static final long serialVersionUID = 1;
    private transient HazelcastInstance here;

    @Override
    public Boolean call() {
      return leaveTrace(here);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
      here = instance;
    }
  }

  /// Travels by its class's name.
  static final class NamedTask
      implements Callable<Boolean>, HazelcastInstanceAware, DataSerializable {
    private HazelcastInstance here;

    @Override
    public Boolean call() {
      return leaveTrace(here);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
      here = instance;
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
  }

  /// Runs where the entry is kept.
  static final class Processor
      implements EntryProcessor<String, String, Boolean>, HazelcastInstanceAware {
    private static final long serialVersionUID = 1;
    private transient HazelcastInstance here;

    @Override
    public Boolean process(Map.Entry<String, String> entry) {
      return leaveTrace(here);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
      here = instance;
    }
  }

  /// Runs wherever somebody reads it.
  static final class Value implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      READ.incrementAndGet();
    }
  }

  /// The same by its class's name.
  static final class NamedValue implements DataSerializable {
    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {
      READ.incrementAndGet();
    }
  }

  /// The same over the event bus.
  public static final class Reading implements ClusterSerializable {
    @Override
    public void writeToBuffer(Buffer buffer) {
      buffer.appendByte((byte) 0);
    }

    @Override
    public int readFromBuffer(int position, Buffer buffer) {
      READ.incrementAndGet();
      return position + 1;
    }
  }

  private static boolean leaveTrace(HazelcastInstance here) {
    return RAN_ON.add(here.getCluster().getLocalMember().getUuid());
  }

  private Payloads() {}
}

package org.sealmesh.relay.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.frame.ServerFrame;

class EncodedFrameTest {
  private static final int LOOPS = 4;

  @Test
  void isEncodedOncePerSpellingHoweverManyLoopsWantItAtOnce() throws Exception {
    CyclicBarrier start = new CyclicBarrier(LOOPS);
    try (ExecutorService loops = Executors.newFixedThreadPool(LOOPS)) {
      for (int round = 0; round < 200; round++) {
        EncodedFrame frame = EncodedFrame.of(new ServerFrame.Resync());
        for (Spelling spelling : Spelling.values()) {
          Callable<EncodedFrame.Payload> ask =
              () -> {
                start.await();
                return frame.payload(spelling);
              };
          List<Future<EncodedFrame.Payload>> asked = new ArrayList<>();
          for (int loop = 0; loop < LOOPS; loop++) {
            asked.add(loops.submit(ask));
          }
          EncodedFrame.Payload first = asked.getFirst().get();
          for (Future<EncodedFrame.Payload> other : asked) {
            assertThat(other.get()).isSameAs(first);
          }
        }
      }
    }
  }
}

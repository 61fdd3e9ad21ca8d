package org.sealmesh.persistence.bettermessages;

import java.util.Arrays;

/// Who wrote the messages of one conversation, by which it is known how far each has read.
final class ReadMarks {
  /// The creation comes before them all.
  private static final int FIRST_SEQ = 2;

  private long[] senders = new long[64];
  private int size;

  void wrote(long sender) {
    if (size == senders.length) {
      senders = Arrays.copyOf(senders, size * 2);
    }
    senders[size] = sender;
    size++;
  }

  /// @param unread so many of the newest messages of others
  /// @param head the conversation's last event
  long readBy(long person, long unread, long head) {
    if (unread == 0) {
      return head;
    }
    long left = unread;
    for (int i = size - 1; i >= 0; i--) {
      if (senders[i] != person) {
        left--;
        if (left == 0) {
          return FIRST_SEQ + i - 1;
        }
      }
    }
    return size == 0 ? head : FIRST_SEQ - 1;
  }
}

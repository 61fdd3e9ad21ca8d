package org.sealmesh.persistence.bettermessages;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// When something was, as the plug-in writes it: a number of which the first ten digits are seconds
/// and the rest is finer, or a date with a time in UTC.
final class SourceTimes {
  private static final int SECOND_DIGITS = 10;
  private static final int MS_DIGITS = 13;

  /// Before that there was no WordPress.
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  /// An SQL expression that orders as [#at] does, in tenths of a microsecond.
  ///
  /// @param row the alias of a row of messages
  static String sql(String row) {
    return ("CASE WHEN %1$s.created_at > 0"
            + " THEN CAST(RPAD(LEFT(%1$s.created_at, 17), 17, '0') AS UNSIGNED)"
            + " ELSE CAST(COALESCE(UNIX_TIMESTAMP(%1$s.date_sent), 0) AS UNSIGNED) * 10000000 END")
        .formatted(row);
  }

  /// What [#sql] says.
  static Instant ofSql(long tenthsOfMicroseconds) {
    return Instant.ofEpochMilli(tenthsOfMicroseconds / 10_000);
  }

  /// @param number 0 if there is none
  /// @param date `2024-05-06 07:08:09`
  /// @param latest nothing can have been later
  /// @return to the millisecond; null if that is no time
  static @Nullable Instant at(long number, @Nullable String date, Instant latest) {
    Instant read = number == 0 ? date(date) : number(number);
    return read == null || read.isBefore(EARLIEST) || read.isAfter(latest) ? null : read;
  }

  /// Until when something lasts, which may be written either way.
  ///
  /// @return null if it has no end
  static @Nullable Instant end(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return text.matches("[0-9]{10,18}") ? number(Long.parseLong(text)) : date(text);
  }

  private static @Nullable Instant number(long number) {
    String digits = Long.toString(number);
    if (number < 0 || digits.length() < SECOND_DIGITS) {
      return null;
    }
    String ms = (digits + "000").substring(0, MS_DIGITS);
    return Instant.ofEpochMilli(Long.parseLong(ms));
  }

  static @Nullable Instant date(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant read = LocalDateTime.parse(text.strip().replace(' ', 'T')).toInstant(ZoneOffset.UTC);
      return Instant.ofEpochMilli(read.toEpochMilli());
    } catch (DateTimeException | ArithmeticException nonsense) {
      return null;
    }
  }

  private SourceTimes() {}
}

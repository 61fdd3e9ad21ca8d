package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Damaged files and rows: either what they say is written again the same, or they are refused.
class SecretsFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void keyFile(byte[] text) {
    KeyFile file;
    try {
      file = KeyFile.parse(text);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(KeyFile.parse(file.text())).isEqualTo(file);
  }

  @FuzzTest(maxDuration = "30s")
  void passwordHash(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    PhcString phc;
    try {
      phc = PhcString.parse(text);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(phc.text()).isEqualTo(text);
  }
}

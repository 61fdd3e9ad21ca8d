/// HTTP to calls and answers, held to the contract on the way in.
@NullMarked
package org.sealmesh.gateway.http;

import org.jspecify.annotations.NullMarked;

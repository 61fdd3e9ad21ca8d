/// What a WordPress site kept with the plug-in Better Messages, as conversations of a new site.
@NullMarked
package org.sealmesh.persistence.bettermessages;

import org.jspecify.annotations.NullMarked;
